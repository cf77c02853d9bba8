package dev.waybill.gateway;

import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.component.http.HttpMethods;
import org.apache.camel.support.TypeConverterSupport;

/** camel-http asks for the method as its enum at every call; without this it walks the whole converter registry each time. */
final class HttpMethodByName extends TypeConverterSupport {

    private HttpMethodByName() {
    }

    static void in(CamelContext context) {
        context.getTypeConverterRegistry().addTypeConverter(HttpMethods.class, String.class, new HttpMethodByName());
    }

    @Override
    public <T> T convertTo(Class<T> type, Exchange exchange, Object value) {
        return type.cast(HttpMethods.valueOf((String) value));
    }
}
